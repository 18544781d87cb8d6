// This target begins here.
