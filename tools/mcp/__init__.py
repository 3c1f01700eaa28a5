"""The MCP server: what an agent's loop needs of a lab, as a few tools."""
