"""The five questions that the law asks of the auditors, each with what there is to answer it by."""
