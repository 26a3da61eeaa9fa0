"""Forms: modals that people fill in. One file each, with what it shows and what is done with it."""
