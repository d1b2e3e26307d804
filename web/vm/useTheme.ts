import { useEffect, useState } from "react";

export type Theme = "system" | "light" | "dark";

/** Light, dark or as the system says; remembered where the browser lets us. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState<Theme>(readStored);
  useEffect(() => {
    if (theme === "system") document.documentElement.removeAttribute("data-theme");
    else document.documentElement.setAttribute("data-theme", theme);
    store(theme);
  }, [theme]);
  return [theme, setTheme];
}

/** Storage is refused in some embedded pages; then the choice lasts as long as the page. */
function readStored(): Theme {
  try {
    const stored = localStorage.getItem("theme");
    return stored === "light" || stored === "dark" ? stored : "system";
  } catch {
    return "system";
  }
}

function store(theme: Theme): void {
  try {
    localStorage.setItem("theme", theme);
  } catch {
    return;
  }
}
