"""Generation of `clients/`: the contract, vectors of requests, and what TypeScript derives from them."""
