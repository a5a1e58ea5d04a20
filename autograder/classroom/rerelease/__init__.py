"""Release a chapter again with other cells, once its gradebook holds what students got for them.

nbgrader refuses that. Here what will happen is worked out first, as a value (`plan`, from what is
`held` and the new key), shown as a `table`, and done in one transaction (`doing`).
"""
