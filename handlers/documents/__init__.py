"""What customers are given to read: a statement as a page, a table, a spreadsheet."""
