# Three rules about a plan of xtap (xtap plan -o json=plan.json), for conftest or OPA 1.0 and later:
#
#   conftest test --policy policy plan.json
package main

# The tenant default is for every organization that has no entry, so it must not become more open.
deny contains message if {
	some change in input.changes
	change.resource == "default"
	some field in change.fields
	field.impact in {"broadens", "mixed"}
	message := sprintf("The tenant default broadens access: %s", [field.path])
}

# A plan that also reverts what somebody changed in the portal hides that change from its reviewers.
deny contains message if {
	some change in input.changes
	some field in change.fields
	field.origin in {"drift", "both"}
	message := sprintf("Decide about drift first: %s of %s", [field.path, object.get(change, "name", change.resource)])
}

# What a plan releases stays open in the tenant, and xtap no longer watches it.
deny contains message if {
	some entry in input.released
	message := sprintf("%s is no longer managed", [object.get(entry, "name", entry.resource)])
}
