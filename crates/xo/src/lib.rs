//! A client library for xo-server, the backend of Xen Orchestra: JSON-RPC over WebSocket.
#![forbid(unsafe_code)]
#![warn(missing_docs)]
