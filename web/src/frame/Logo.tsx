// The mark: a line that breaks and goes on.
export function Logo() {
  return (
    <>
      <svg width="22" height="22" viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="7" fill="#2f55c9" />
        <path
          d="M6 11h8l3 10h9"
          fill="none"
          stroke="#fff"
          strokeWidth="3"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
        <circle cx="6.5" cy="11" r="2.6" fill="#fff" />
        <circle cx="25.5" cy="21" r="2.6" fill="#fff" />
      </svg>
      <span>Faultline</span>
    </>
  );
}
