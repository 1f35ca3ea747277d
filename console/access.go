package console

import (
	"slices"

	"regulars/config"
)

// visitor is who is signed in.
type visitor struct {
	name   string
	role   string
	brands []string
	roles  map[string]string // by brand, where they differ; else role holds in all
}

// in returns the visitor with the role that they have in a brand.
func (v visitor) in(brand string) visitor {
	if v.roles != nil {
		v.role = v.roles[brand]
	}
	return v
}

// may reports whether the visitor's role is the one that is needed, or a greater one.
func (v visitor) may(role string) bool {
	has := slices.Index(config.ConsoleRoles, v.role)
	return has >= 0 && has >= slices.Index(config.ConsoleRoles, role)
}

// Decides reports whether the visitor may decide about campaigns.
func (v visitor) Decides() bool { return v.may(config.RoleApprove) }

// Edits reports whether the visitor may save segments, export members and opt them out.
func (v visitor) Edits() bool { return v.may(config.RoleEdit) }

// Operates reports whether the visitor may stop and resume everything.
func (v visitor) Operates() bool { return v.may(config.RoleOperate) }

// sees reports whether a brand is one of the visitor's.
func (v visitor) sees(brand string) bool { return slices.Contains(v.brands, brand) }

// visitorOf returns the user of a config as a visitor.
func visitorOf(u config.ConsoleUser) visitor {
	return visitor{name: u.Name, role: u.Role, brands: u.Brands}
}

// local is who came by a link: they may run the command line here, so all is theirs.
func (c *Console) local() visitor {
	names := make([]string, len(c.config.Brands))
	for i := range c.config.Brands {
		names[i] = c.config.Brands[i].Name
	}
	return visitor{name: c.person, role: config.RoleOperate, brands: names}
}
