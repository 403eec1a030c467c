"""Access standards: how many days people wait for the third-next-available visit, against targets."""
