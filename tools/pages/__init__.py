"""The pages of `provenlab ui`: what the store holds, to be read and followed from link to link."""
