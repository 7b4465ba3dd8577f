"""What has happened since an auditor was here last, by area."""
