package trace

import (
	"io/fs"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"regulars/schema"
	"regulars/schema/metric"
)

func TestParamsAreTaken(t *testing.T) {
	require.Empty(t, schema.Unused[evidenceParams]())
}

// Every file of evidence belongs to a file of metrics and names metrics of it;
// none names one twice.
func TestEvidenceNamesMetrics(t *testing.T) {
	definitions, err := metric.Definitions()
	require.NoError(t, err)
	known := map[string]bool{}
	for _, d := range definitions {
		known[path.Base(d.File)+" "+d.Metric] = true
	}
	all, err := entries()
	require.NoError(t, err)
	names, err := fs.Glob(files, "evidence/*.sql")
	require.NoError(t, err)
	require.Len(t, all, len(names))
	require.Len(t, findings, len(names))
	seen := map[string]bool{}
	for file, said := range all {
		assert.NotEmpty(t, said, file)
		for _, e := range said {
			for _, name := range e.Names {
				assert.True(t, known[file+" "+name], "schema/trace/evidence/%s names %s, which schema/metric/numbers/%s doesn't", file, name, file)
				assert.False(t, seen[file+" "+name], "%s names %s twice", file, name)
				seen[file+" "+name] = true
			}
			for _, other := range []string{e.Same, e.Above, e.Below} {
				if other != "" {
					_, err := EvidenceOf(other, "brand")
					assert.NoError(t, err, "%v of %s", e.Names, file)
				}
			}
		}
	}
	assert.Len(t, seen, len(known), "each metric has its evidence")
}

func TestEvidenceOf(t *testing.T) {
	share, err := EvidenceOf("stage_share_lost", "brand")
	require.NoError(t, err)
	assert.Equal(t, "schema/trace/evidence/stages.sql", share.File)
	assert.Equal(t, "members who are in the stage: their purchases so far", share.Numerator)
	assert.Equal(t, "members with a purchase: the first one", share.Denominator)
	roi, err := EvidenceOf("aarrr_marketing_roi", "brand")
	require.NoError(t, err)
	assert.True(t, strings.HasSuffix(roi.Numerator, "campaign_revenue: total less refunds of each such purchase"), roi.Numerator)
	_, err = EvidenceOf("nobody_knows", "brand")
	assert.ErrorContains(t, err, "names a metric nobody_knows")
}

func TestEvidenceHeaderRefuses(t *testing.T) {
	for header, says := range map[string]string{
		"title: T\nevidence:\n  - names: [a]\n    numerators: x\n":              `unknown field "numerators"`,
		"title: T\nevidence:\n  - names: [a]\n":                                 "names its metrics and says either",
		"title: T\nevidence:\n  - numerator: x\n":                               "names its metrics and says either",
		"title: T\nevidence:\n  - names: [a]\n    numerator: x\n    same: b\n":  "names its metrics and says either",
		"title: T\nevidence:\n  - names: [a]\n    above: x\n    instead: see\n": "names its metrics and says either",
	} {
		_, err := readEntries(fstest.MapFS{"evidence/a.sql": {Data: []byte("/*---\n" + header + "---*/\n")}})
		assert.ErrorContains(t, err, says, header)
		assert.ErrorContains(t, err, "evidence/a.sql")
	}
}
