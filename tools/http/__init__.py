"""The HTTP API: every operation at `/v1/<operation>`, READ as GET, WRITE as POST."""
