//go:build !linux

package localtest

const memoryDir = ""

func hasMemory() bool { return false }
