"""What pages and reports read of promise and proof, by noun. Each starts at what the actor may see; few queries a page."""
