//go:build unix

package localtest

import "syscall"

// detached is for a child that has to outlive the process that starts it.
func detached() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }
