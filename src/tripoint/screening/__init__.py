"""Which earlier dossiers of this node may be on the matter of one that comes or leaves. A lead, never a decision.

Numbers (papers, plates, telephones, accounts, references of other channels) are compared at once, as keyed digests.
Names are compared by the engine in `names`, in a process of its own (`tripoint screen`).
"""
