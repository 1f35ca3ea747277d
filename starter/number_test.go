package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestNumber(t *testing.T) {
	for want, c := range map[string]struct {
		value float64
		unit  unit
		code  string
	}{
		"1,234,568": {1234567.5, money, "TWD"},
		"-1,234.50": {-1234.5, money, "USD"},
		"21.4 %":    {0.2142857, share, "TWD"},
		"45.7 d":    {45.66, days, "TWD"},
		"28 d":      {28, days, "TWD"},
		"1,000":     {1000, count, "TWD"},
		"999":       {999, count, "TWD"},
		"100,000":   {100000, count, "TWD"},
		"0":         {-0.2, money, "TWD"},
		"4.27":      {4.2711, fraction, "TWD"},
	} {
		assert.Equal(t, want, number(&c.value, c.unit, c.code))
	}
	assert.Equal(t, "–", number(nil, money, "TWD"))
}

func TestShort(t *testing.T) {
	for want, d := range map[string]time.Duration{
		"6h": 6 * time.Hour, "1m30s": 90 * time.Second, "1h30m": 90 * time.Minute, "0s": 0, "20m": 20 * time.Minute, "10s": 10 * time.Second,
	} {
		assert.Equal(t, want, short(d))
	}
}
