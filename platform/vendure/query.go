package vendure

// The documents hold one operation each; they were tried against a running Vendure 3.7.

const orderFragment = `
fragment Order on Order {
  id code type state active createdAt updatedAt orderPlacedAt currencyCode totalWithTax total shippingWithTax
  customer { id emailAddress firstName lastName phoneNumber user { id } }
  billingAddress { fullName phoneNumber countryCode }
  shippingAddress { fullName phoneNumber countryCode }
  lines { id quantity orderPlacedQuantity proratedUnitPriceWithTax proratedLinePriceWithTax productVariant { sku name product { id } } }
  couponCodes discounts { amountWithTax }
  payments { id state amount createdAt refunds { id state total createdAt } }
}`

const ordersQuery = `query Orders($options: OrderListOptions) { orders(options: $options) { totalItems items { ...Order } } }` + orderFragment

const orderQuery = `query OrderByID($id: ID!) { order(id: $id) { ...Order } }` + orderFragment

// What a stored order is compared by.
const orderIDsQuery = `query OrderIDs($options: OrderListOptions) {
  orders(options: $options) {
    totalItems
    items {
      id state createdAt updatedAt orderPlacedAt currencyCode totalWithTax
      customer { id emailAddress user { id } }
      payments { id state amount refunds { id state total createdAt } }
    }
  }
}`

// The refunds of all orders: Vendure has no list of its own of them.
const refundsQuery = `query Refunds($options: OrderListOptions) {
  orders(options: $options) { totalItems items { id createdAt payments { refunds { id state total createdAt } } } }
}`

const ordersCountQuery = `query OrdersCount($options: OrderListOptions) { orders(options: $options) { totalItems } }`

// Carts are the orders that are still open.
const cartsQuery = `query Carts($options: OrderListOptions) {
  orders(options: $options) {
    totalItems
    items {
      id state active createdAt updatedAt currencyCode totalWithTax
      customer { id emailAddress phoneNumber user { id } }
      billingAddress { phoneNumber countryCode }
      shippingAddress { phoneNumber countryCode }
    }
  }
}`

const productFields = `id name enabled createdAt featuredAsset { preview } variants { sku name priceWithTax currencyCode featuredAsset { preview } }`

const productsQuery = `query Products($options: ProductListOptions) { products(options: $options) { totalItems items { ` + productFields + ` } } }`

const productQuery = `query ProductByID($id: ID!) { product(id: $id) { ` + productFields + ` } }`

const productIDsQuery = `query ProductIDs($options: ProductListOptions) { products(options: $options) { totalItems items { id } } }`

const productsCountQuery = `query ProductsCount($options: ProductListOptions) { products(options: $options) { totalItems } }`

// customerFields are asked of each customer; %s is what custom fields the shop has.
const customerFields = `id createdAt updatedAt firstName lastName emailAddress phoneNumber user { id }
      addresses { city phoneNumber country { code } defaultShippingAddress } groups { name } %s`

const customersQuery = `query Customers($options: CustomerListOptions) { customers(options: $options) { totalItems items { ` + customerFields + ` } } }`

const customerQuery = `query CustomerByID($id: ID!) { customer(id: $id) { ` + customerFields + ` } }`

const customerIDsQuery = `query CustomerIDs($options: CustomerListOptions) { customers(options: $options) { totalItems items { id createdAt updatedAt } } }`

const customersCountQuery = `query CustomersCount($options: CustomerListOptions) { customers(options: $options) { totalItems } }`

const shapeQuery = `query Shape {
  globalSettings { serverConfig { moneyStrategyPrecision } }
  __type(name: "CustomerCustomFields") { fields { name } }
}`

const channelQuery = `query Channel { activeChannel { code defaultCurrencyCode } }`
