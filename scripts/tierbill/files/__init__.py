"""What all written files share: names, folders, text, workbooks, and how they are moved."""
