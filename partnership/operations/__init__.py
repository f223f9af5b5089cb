"""What changes on this floor: one function, one transaction, one row in the audit."""
