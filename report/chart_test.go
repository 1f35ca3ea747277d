package report

import (
	"crypto/sha256"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The library is the one that its note says it is.
func TestVendored(t *testing.T) {
	noted, err := os.ReadFile("echarts/SHA256")
	require.NoError(t, err)
	sum, _, _ := strings.Cut(string(noted), " ")
	require.Equal(t, sum, fmt.Sprintf("%x", sha256.Sum256([]byte(embedded("echarts/echarts.min.js")))))
	require.NotContains(t, embedded("echarts/echarts.min.js"), "</script", "it would end the element that it stands in")
}

func TestHasLonely(t *testing.T) {
	v := 1.0
	require.False(t, hasLonely([]*float64{&v, &v, nil, &v, &v}))
	require.True(t, hasLonely([]*float64{&v, nil, &v, &v}))
	require.True(t, hasLonely([]*float64{&v}))
	require.False(t, hasLonely(nil))
}
