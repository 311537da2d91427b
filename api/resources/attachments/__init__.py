"""Attachments: files at records, of every practice and in the portal."""
