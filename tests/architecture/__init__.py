"""What has to hold of the source tree itself; each rule is shown to catch a planted fault."""
