//go:build !linux

package local

import "syscall"

// Other systems have no parent-death signal; the lifeline is enough.
func diesWithParent() *syscall.SysProcAttr { return nil }
