package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"strings"
)

// part is a function whose share of the processor time is shown, with all that it calls.
type part struct{ name, function string }

// printShares shows the shares of a CPU profile that the parts have. They may hold one
// another. Without a profile it shows nothing.
func printShares(ctx context.Context, profile string, parts []part) error {
	if profile == "" {
		return nil
	}
	top, err := exec.CommandContext(ctx, "go", "tool", "pprof", "-top", "-cum", "-nodefraction=0", profile).Output()
	if err != nil {
		return fmt.Errorf("read the profile %s: %w", profile, err)
	}
	shares := map[string]string{}
	for lines := bufio.NewScanner(bytes.NewReader(top)); lines.Scan(); {
		words := strings.Fields(lines.Text()) // flat flat% sum% cum cum% function
		if len(words) < 6 {
			if strings.HasPrefix(lines.Text(), "Duration") {
				fmt.Println("  " + lines.Text())
			}
			continue
		}
		shares[words[5]] = words[4]
	}
	for _, p := range parts {
		share := shares[p.function]
		if share == "" {
			share = "0%"
		}
		fmt.Printf("  %7s  %s\n", share, p.name)
	}
	return nil
}
