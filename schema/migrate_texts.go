package schema

// hashesOfTexts are the marks by which builds before 0.1.0 recorded these very
// statements: they hashed the whole text, comments included.
var hashesOfTexts = map[string][]string{
	"0001_loads.sql":       {"f3912f41b54d613c"},
	"0002_orders.sql":      {"8fc0765530206919", "6088071e35cacc66"},
	"0003_members.sql":     {"e98632eccb717690", "88e3eb8ec5a2676c"},
	"0004_kpi.sql":         {"f42ede7a54a08b2c"},
	"0005_ledger.sql":      {"229f31a785deccfd"},
	"0006_certificate.sql": {"c3ade3312c9619a2", "b8235f2c8c13a365"},
	"0007_trends.sql":      {"e50e9d9250d84805", "7c903e9e2499987f"},
	"0008_member_asof.sql": {"0d984adf09e3fa82", "f732cfdc3d1b7039"},
	"0009_aipl.sql":        {"ae340e5ac8eb9dbe"},
	"0010_models.sql":      {"55adda1a7568c5c2", "7e68b7e04b1a9772"},
	"0011_profile.sql":     {"658b23317726b29f"},
	"0012_restated.sql":    {"eff19e5b72a40f0f", "062e9add2b8117ef", "416e67b9e922d0f9"},
	"0013_snapshots.sql":   {"4d91e5cf36c48d75"},
	"0014_planned.sql":     {"0a9ce1ca995df261"},
}
