"""Sign-in by somebody else's OpenID Connect, such as a broker of BankID, Freja or SITHS: for those who are invited."""
