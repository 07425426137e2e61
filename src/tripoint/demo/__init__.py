"""The demonstration: three exercise nodes on one machine, a start page beside them, and exercise requests to begin with.

Nothing here runs on a real node: the pages that a demonstration adds to a node exist only under the settings module
`tripoint.demo.node_settings`, which refuses a node that is not an exercise on loopback with `one_click_sign_in`.
"""
