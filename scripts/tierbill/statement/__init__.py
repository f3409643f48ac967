"""Statements for people: one bill as a PDF to read and a workbook to check."""
