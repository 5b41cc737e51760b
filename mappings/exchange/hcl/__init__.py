"""As much of HCL, Terraform's language, as mappings are written in.

`reading` gives the resources of one type, and passes over everything else; `writing` writes them.

Source:
    HashiCorp, HCL native syntax specification (hcl/hclsyntax/spec.md), read 2026-11.
"""
