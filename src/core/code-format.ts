/** Lengths in digits; no crypto in here, since the page counts its slots by them too. */
export const CODE_LENGTH = 8;
export const STAFF_NUMBER_LENGTH = 4;
export const STAFF_SECRET_LENGTH = 8;
