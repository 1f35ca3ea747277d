package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/identity"
	"regulars/schema/erase"
	"regulars/starter/screen"
)

func TestWhoIsErased(t *testing.T) {
	brand := &config.Brand{Name: "acme", HashKey: config.NewSecret("a key of the tests")}
	id := identity.NewMask("a key of the tests", "acme").Write(42)
	who, err := whoIsErased(brand, []string{id, "43"}, []string{"ann@x.test"}, []string{"0912345678"})
	require.NoError(t, err)
	require.Equal(t, []erase.Who{{Member: 42}, {Member: 43}, {Email: "ann@x.test"}, {Phone: "0912345678"}}, who)
	_, err = whoIsErased(brand, nil, nil, nil)
	require.ErrorContains(t, err, "give --member, --email or --phone")
	for _, bad := range []string{"x", identity.NewMask("a key of the tests", "other").Write(42)} {
		_, err = whoIsErased(brand, []string{bad}, nil, nil)
		require.ErrorIs(t, err, identity.ErrNotMasked)
	}
}

func TestErasedIsShown(t *testing.T) {
	report := erase.Report{Identifiers: 5, Orders: 2, Lines: []erase.Line{{Table: "customers", Before: 2}, {Table: "orders", Before: 3, After: 1}, {Table: "costs"}}}
	var out bytes.Buffer
	screen.Erased(&out, report, false)
	require.Equal(t, "known by 5 identifiers, in 2 orders\n  customers                 2 rows before, 0 after\n  orders                    3 rows before, 1 after\n  nothing in 1 table more that were searched\n", out.String())
	require.EqualValues(t, 1, report.Left())
	out.Reset()
	screen.Erased(&out, report, true)
	require.NotContains(t, out.String(), "after")
}
