"""Which persons of the node's notices and holdings a name may mean. A score is a lead, never a decision."""
