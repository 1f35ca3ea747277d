package config

import "regulars/config/document"

// IsLoopback reports whether a host is this machine, to which secrets may travel in the open.
var IsLoopback = document.IsLoopback
