package door

import (
	"slices"

	"regulars/config"
)

// Visitor is who is signed in.
type Visitor struct {
	Name   string
	Role   string
	Brands []string
	Roles  map[string]string // by brand, where they differ; else Role holds in all
}

// VisitorOf returns the user of a config as a visitor.
func VisitorOf(u config.ConsoleUser) Visitor {
	return Visitor{Name: u.Name, Role: u.Role, Brands: u.Brands}
}

// Local is who came by a link: they may run the command line here, so all is theirs.
func Local(person string, cfg *config.Config) Visitor {
	names := make([]string, len(cfg.Brands))
	for i := range cfg.Brands {
		names[i] = cfg.Brands[i].Name
	}
	return Visitor{Name: person, Role: config.RoleOperate, Brands: names}
}

// In returns the visitor with the role that they have in a brand.
func (v Visitor) In(brand string) Visitor {
	if v.Roles != nil {
		v.Role = v.Roles[brand]
	}
	return v
}

// May reports whether the visitor's role is the one that is needed, or a greater one.
func (v Visitor) May(role string) bool {
	has := slices.Index(config.ConsoleRoles, v.Role)
	return has >= 0 && has >= slices.Index(config.ConsoleRoles, role)
}

// Decides reports whether the visitor may decide about campaigns.
func (v Visitor) Decides() bool { return v.May(config.RoleApprove) }

// Edits reports whether the visitor may save segments, export members and opt them out.
func (v Visitor) Edits() bool { return v.May(config.RoleEdit) }

// Operates reports whether the visitor may stop and resume everything.
func (v Visitor) Operates() bool { return v.May(config.RoleOperate) }

// Sees reports whether a brand is one of the visitor's.
func (v Visitor) Sees(brand string) bool { return slices.Contains(v.Brands, brand) }

// OperatesAll reports whether the visitor operates every brand of a config.
func (v Visitor) OperatesAll(cfg *config.Config) bool {
	return len(cfg.Brands) > 0 && !slices.ContainsFunc(cfg.Brands, func(b config.Brand) bool {
		return !v.Sees(b.Name) || !v.In(b.Name).Operates()
	})
}
