//go:build !linux

package local

// confinable reports whether this kernel can keep a process to some folders.
func confinable() bool { return false }

func confine(string) error { return nil }
