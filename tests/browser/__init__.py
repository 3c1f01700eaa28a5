"""The pages as a browser draws them and a person uses them."""
