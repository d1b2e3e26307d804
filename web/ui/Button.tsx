import type { ButtonHTMLAttributes, Ref } from "react";
import styles from "./Button.module.css";

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly ref?: Ref<HTMLButtonElement>;
  readonly tone?: "plain" | "primary" | "danger";
}

/** The page's one button. */
export function Button({ tone = "plain", className, ...rest }: ButtonProps) {
  return <button type="button" {...rest} className={`${styles.button} ${styles[tone]} ${className ?? ""}`} />;
}
