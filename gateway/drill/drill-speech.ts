/**
 * What a drill says: the pattern of a real attempt (authority, haste, secrecy, money), no real person's name. Written
 * for this product.
 */
export const drillText = [
  'Hello, this is the chief executive. I am about to board a flight, so please listen carefully.',
  'I need you to approve an urgent transfer before noon. The supplier will walk away otherwise.',
  'Please do not discuss this with anybody. It is confidential until we announce it.',
  'You can send me the confirmation code as soon as the payment is prepared.',
  'I cannot take another call now. Just do it, and I will sign the papers tonight.',
].join(' ');
