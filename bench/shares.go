package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// part is a function whose share of the processor time is shown, with all that it calls.
type part struct{ name, function string }

// printShares shows the shares of a CPU profile that the parts have. They may hold one
// another. Without a profile it shows nothing.
func printShares(ctx context.Context, profile string, parts []part) error {
	if profile == "" {
		return nil
	}
	shares, duration, err := readShares(ctx, profile)
	if err != nil {
		return err
	}
	fmt.Println("  " + duration)
	for _, p := range parts {
		share := shares[p.function]
		if share == "" {
			share = "0%"
		}
		fmt.Printf("  %7s  %s\n", share, p.name)
	}
	return nil
}

// printParts shows what the parts took of the processors, in microseconds for each of n.
func printParts(ctx context.Context, profile string, n int, parts []part) error {
	if profile == "" {
		return nil
	}
	shares, duration, err := readShares(ctx, profile)
	if err != nil {
		return err
	}
	total, err := samplesOf(duration)
	if err != nil {
		return fmt.Errorf("profile %s: %w", profile, err)
	}
	each := float64(total.Microseconds()) / float64(n)
	fmt.Printf("    %6.2f  all samples\n", each)
	for _, p := range parts {
		share, _ := strconv.ParseFloat(strings.TrimSuffix(shares[p.function], "%"), 64) // what has no sample took nothing
		fmt.Printf("    %6.2f  %s\n", each*share/100, p.name)
	}
	return nil
}

// samplesOf reads "Duration: 2.55s, Total samples = 2.95s (115%)".
func samplesOf(duration string) (time.Duration, error) {
	_, samples, _ := strings.Cut(duration, "Total samples = ")
	samples, _, _ = strings.Cut(samples, " ")
	return time.ParseDuration(strings.Replace(samples, "mins", "m", 1))
}

// readShares reads the shares of functions, with what they call, and how long was sampled.
func readShares(ctx context.Context, profile string) (shares map[string]string, duration string, err error) {
	top, err := exec.CommandContext(ctx, "go", "tool", "pprof", "-top", "-cum", "-nodefraction=0", profile).Output()
	if err != nil {
		return nil, "", fmt.Errorf("read the profile %s: %w", profile, err)
	}
	shares = map[string]string{}
	for lines := bufio.NewScanner(bytes.NewReader(top)); lines.Scan(); {
		words := strings.Fields(lines.Text()) // flat flat% sum% cum cum% function
		switch {
		case strings.HasPrefix(lines.Text(), "Duration"):
			duration = lines.Text()
		case len(words) >= 6:
			shares[words[5]] = words[4]
		}
	}
	return shares, duration, nil
}
