/**
 * Samples packed by the formats' own tools (xz 5.4.1, lz4 1.9.4, zstd 1.5.4), as base64, and what was packed.
 *
 * code() has the bytes that branch filters look at, close together, as they seldom are in real code.
 */

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

/** A linear congruential generator's upper bytes. */
function* random(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state >>> 24;
  }
}

export function sampleText(lines = 2000): Uint8Array {
  return new TextEncoder().encode(Array.from({ length: lines }, (_, line) => `line ${line} of the sample\n`).join(""));
}

export function sampleNoise(): Uint8Array {
  const bytes = random(1);
  return Uint8Array.from({ length: 600 }, () => bytes.next().value);
}

export function sampleCode(): Uint8Array {
  const bytes = random(2);
  const palette = [0xe8, 0xe9, 0x00, 0xff, 0x01, 0xeb];
  return Uint8Array.from({ length: 1600 }, () => {
    const [value, choice] = [bytes.next().value, bytes.next().value];
    return choice < 200 ? palette[value % palette.length] : value;
  });
}

/** By xz, with the options that the names say. */
export const XZ = {
  plain: bytesOf(
    "/Td6WFoAAAFpIt42AgAhARYAAAB0L+Wj4LcpBDtdADYaSh8IoCYDTQad+LKlrLJNQFfd3NomKaxOKbr4yvSpRZhV9LNGfQzT5CLy3H7uBVBp/P" +
      "fPTsC/DIoXFfqIHlWazC7RvQGh1mTCFM9fuOGw5/uZRSybukdSPYKt2Hh4aePOystlLaROJBnTrDKa48L+cHJLNjaHx4C5Rp5+LJMAFvZbvbVp" +
      "YTRb7bXozukFdfde+FgkR5zaMvmfFzBu7s3uTG6wv/el7faIMbVw15kkssZ4cUFARiw96TDDIsvl9Zv2ut/H69yUlQmp5qO8GrDwrkvC3/eMS/" +
      "u+F8IRPNGRf2ttY/uvTaS7aSkh3KrPQKZzgrHcW69OrVF6lprZAviokv0qmh0O2cPadjHsQZkM68sibikuBJfkb6cZrRnk5mBUMhc5ND88ktEQ" +
      "b/G1H4ouoWWbEP4MRzTdRtsATuDO/xG/zI/Z7sDfhJQmldO1+GMd+HApPUUidgQ0iU1yxxIcLvANhXToplET/+0wvvz0VlWAhRsmpFN1nV+gaz" +
      "LW/41d5RcB9baJH+fbKNoSOK1aKqZOU0tjYp6eOa1Ti5NlA7JmylJHksVTm8uJ9dkX7iOj69MpspqwqNcHdEL+tAIzTzmkov7tpevMJDtN50DY" +
      "4iTMtfMfuEwOhehfFCXYubUEJCEtqfg2bAtPhOjovVKAWdAQdN4ucLo7wc6CbDltBmIthqWn1HplZSTWFgPJQoHG4MeukCCtpx/Mda9/SOtPcy" +
      "PCE1RRhs14b20de53t/UDc+Sb7pNG5X6Hgb+X0SXhi47fAnNdDrO7AkxX/n8pg2O0JtjcoXvSaG72EQ0LHj/a3iOiyXN4wO3z8t7jAkSqWy/WA" +
      "nRh7g6rXjVPYoSJBeUztnq8iKQdiEWSHr1kj05rZfeIN5N8YrsuUv337uZ6+FDmdamo1a6XtAVlZDXHWj16tFOvsfHQoITwm7h8kki8DzHNrmC" +
      "1n/QRjiz3LfyuvkcyUNafb2DhP6bXTcjhivlSFfoPKf5jHEzqXP9YTO6daNSf/iwq7hHIvJgsYF/Ro0c/Q8KwsMvj5iT0XIy3yf7XKEPrujpfm" +
      "AtuCbmIp9dRFqr4Np3n274CjPLRvLX4RXViAFBTddNPA0ctHaunuinjHxGs4Rq7PBEdqpsxfmNI4nKR536zunF89XT1jOLnKYJ4MotetShvMAf" +
      "cBMlkvBIwXN4yUBzXZuM26Up/LwzpsAIrimBzeJeDPlAjPTOgWx3kiNgUwyNMc4GsaEHcziAYS3yYV+zbStZpYNVU9di53/6ew2HZqWTQDrN5a" +
      "wdPNWhdu699PkrLNpKPmd/VeQwxICrBrGRJpV0drulKHbqi89K91lQsTWDWsjhOzGYFghJ344dtCIdBY8jEQs4Ru6ysbHOLJCJdKvq9XaS9dyg" +
      "p+Kua4OY5uJy2G3HfdIE/nwYLYaVlXEtK46MvNLN7BmfN/PURQwyaLIAAA9kPFXAAB0wiq7gIA1JcT1D4wDYsCAAAAAAFZWg==",
  ),
  crc64: bytesOf(
    "/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4LcpBDtdADYaSh8IoCYDTQad+LKlrLJNQFfd3NomKaxOKbr4yvSpRZhV9LNGfQzT5CLy3H7uBVBp/P" +
      "fPTsC/DIoXFfqIHlWazC7RvQGh1mTCFM9fuOGw5/uZRSybukdSPYKt2Hh4aePOystlLaROJBnTrDKa48L+cHJLNjaHx4C5Rp5+LJMAFvZbvbVp" +
      "YTRb7bXozukFdfde+FgkR5zaMvmfFzBu7s3uTG6wv/el7faIMbVw15kkssZ4cUFARiw96TDDIsvl9Zv2ut/H69yUlQmp5qO8GrDwrkvC3/eMS/" +
      "u+F8IRPNGRf2ttY/uvTaS7aSkh3KrPQKZzgrHcW69OrVF6lprZAviokv0qmh0O2cPadjHsQZkM68sibikuBJfkb6cZrRnk5mBUMhc5ND88ktEQ" +
      "b/G1H4ouoWWbEP4MRzTdRtsATuDO/xG/zI/Z7sDfhJQmldO1+GMd+HApPUUidgQ0iU1yxxIcLvANhXToplET/+0wvvz0VlWAhRsmpFN1nV+gaz" +
      "LW/41d5RcB9baJH+fbKNoSOK1aKqZOU0tjYp6eOa1Ti5NlA7JmylJHksVTm8uJ9dkX7iOj69MpspqwqNcHdEL+tAIzTzmkov7tpevMJDtN50DY" +
      "4iTMtfMfuEwOhehfFCXYubUEJCEtqfg2bAtPhOjovVKAWdAQdN4ucLo7wc6CbDltBmIthqWn1HplZSTWFgPJQoHG4MeukCCtpx/Mda9/SOtPcy" +
      "PCE1RRhs14b20de53t/UDc+Sb7pNG5X6Hgb+X0SXhi47fAnNdDrO7AkxX/n8pg2O0JtjcoXvSaG72EQ0LHj/a3iOiyXN4wO3z8t7jAkSqWy/WA" +
      "nRh7g6rXjVPYoSJBeUztnq8iKQdiEWSHr1kj05rZfeIN5N8YrsuUv337uZ6+FDmdamo1a6XtAVlZDXHWj16tFOvsfHQoITwm7h8kki8DzHNrmC" +
      "1n/QRjiz3LfyuvkcyUNafb2DhP6bXTcjhivlSFfoPKf5jHEzqXP9YTO6daNSf/iwq7hHIvJgsYF/Ro0c/Q8KwsMvj5iT0XIy3yf7XKEPrujpfm" +
      "AtuCbmIp9dRFqr4Np3n274CjPLRvLX4RXViAFBTddNPA0ctHaunuinjHxGs4Rq7PBEdqpsxfmNI4nKR536zunF89XT1jOLnKYJ4MotetShvMAf" +
      "cBMlkvBIwXN4yUBzXZuM26Up/LwzpsAIrimBzeJeDPlAjPTOgWx3kiNgUwyNMc4GsaEHcziAYS3yYV+zbStZpYNVU9di53/6ew2HZqWTQDrN5a" +
      "wdPNWhdu699PkrLNpKPmd/VeQwxICrBrGRJpV0drulKHbqi89K91lQsTWDWsjhOzGYFghJ344dtCIdBY8jEQs4Ru6ysbHOLJCJdKvq9XaS9dyg" +
      "p+Kua4OY5uJy2G3HfdIE/nwYLYaVlXEtK46MvNLN7BmfN/PURQwyaLIAAASR98JpreVFIAAdcIqu4CAMLVgk+xxGf7AgAAAAAEWVo=",
  ),
  unchecked: bytesOf(
    "/Td6WFoAAAD/EtlBAgAhARYAAAB0L+Wj4LcpBG4bADYbHRTfEj6Z74Ye7tIx+FUBYNKMObVwbRgYgg+Uy4AH99djWd6/9solh/kE65TUwXdzkR" +
      "ufVEBwS8mhkenkgq9g+JI4I72eCKo2An0zBwKKFNxgzUFRd3MNuENvnTtMrM2ZKGsTEIWQktuZ6SKFoJK7ei5UrGxTQ+5OqnuoOwPsY3qpid7T" +
      "bBPSxCAAqWqAV1b2k+27nAkbxREwyCR9EeItmrRw1Vki01Vc5c/RjTjEiuecvqwuGleBbeiLMu4vvk2IzZ7tOESkBt4h6i/+23B1z6n1yYshjW" +
      "YJo6PIxwnMdmlIpXAS+kiDHsCGnhNMZcwfMPhTjXRdJUrCEyFba4LDVTxjseGb14NqjZ998muJTSvhtO/ypdniFRH3obWD8QGFGm7JvtxtP111" +
      "YSzeTNgTSm7lwOcY3ACHG/CP0xiEIN8dvgPwcpdUZSRfsYjD5xes89RxmpTSayivH07H4EUkS5nJPDBgIuungYiEG/vqdx4UjrNKBd7ikZhCvQ" +
      "TYj6Kcd7OTw+rwfgYKb1Ec49Vspwx6E8atU2iPu4hpBFNvEZSuM/XBsFMCzkhVI5i7d3PPKWD6wg88rN3LW3HNsK8EmifViFSxQjSVSF5GLgCE" +
      "+lB1+pOADwDxUa+4XABnPKuj3HUA60i9tascCSgSpiGBUca9O789hO0UG9a0lOTrd9o5KQCXbdWeD71u6oE2pn0FJefhKuR00fl1BZ2VfngiJl" +
      "s7/DbCemwrccUx93Q78NakznS5bFHF8ndlOYKQ5eZsGu/PU6U1+lkL99YlP2b8pNizL6bO3l1xo47ok6VHWdA1SrJGU+fBEL861Ml/2A+30Ltk" +
      "DH7CCDmyeHkDYGBDtD6TE/acUAP6keyl7N/byW6vYMpJqMXraBDYmUJri5BJRG+Xy/93g6GbYUHwXDG7QU0LjzRZIAkyxBLWrDn31e0tzkM1vf" +
      "8c0qDYideB0HjbKyHB4namkotoVAGUk0XcqL2lp09KUfQcFrn5+THoMa6X+HItgFugPq/YO9z9huq6+8zOlXOh4MEL9Em9PmYR+X03zqLvxFJP" +
      "coDnFDew/d5qu+25XnV9ogPiyJ/LBnINqjyu1rAiiUZhW2OoA8DwrXrHmIXMUcF1TtkkCGTNR1wkIN5pxgx5kVRg8t/XwJsOVkok2bSIfutIL4" +
      "6/XbtP+AYBalmj/wSXNP+ilO8QpgOJXJ+7jTNUw1iSiq24lxFBhTVQP1Md+16kjdgWcMw+lrzFKtPQdaR05fc8RCV0FClGEwVEVx0h1jMA4fp3" +
      "YWZHkS3A05+Y4hmY1+oTssXMhEOTKYKezWOD+6E7eTVy2yA/Qon4hUJEW+23MFByZe9/tATuA7cXNTtF3kG+6zLSYc6H7nRz8eSI4nvsYucxXP" +
      "IRtON053YBa04UMikKEgnnxYV7uy8t9HN1xHYmBl/3389+Gq+Y5XOnovihU7ojcHh56yxdxEc4+Aew4QFoem5RJ+5U7yctyC21nuu8rMjWUONv" +
      "9eAzbP2geOeWAAAAAAABggmq7gIANmWhLqgACvwCAAAAAABZWg==",
  ),
  blocks: bytesOf(
    "/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4CMnAZBdADYaSh8IoCYDTQad+LKlrLJNQFfd3NomKaxOKbr4yvSpRZhV9LNGfQzT5CLy3H7uBVBp/P" +
      "fPTsC/DIoXFfqIHlWazC7RvQGh1mTCFM9fuOGw5/uZRSybukdSPYKt2Hh4aePOystlLaROJBnTrDKa48L+cHJLNjaHx4C5Rp5+LJMAFvZbvbVp" +
      "YTRb7bXozukFdfde+FgkR5zaMvmfFzBu7s3uTG6wv/el7faIMbVw15kkssZ4cUFARiw96TDDIsvl9Zv2ut/H69yUlQmp5qO8GrDwrkvC3/eMS/" +
      "u+F8IRPNGRf2ttY/uvTaS7aSkh3KrPQKZzgrHcW69OrVF6lprZAviokv0qmh0O2cPadjHsQZkM68sibikuBJfkb6cZrRnk5mBUMhc5ND88ktEQ" +
      "b/G1H4ouoWWbEP4MRzTdRtsATuDO/xG/zI/Z7sDfhJQmldO1+GMd+HApPUUidgQ0iU1yxxIcLvANhXToplET/+0wvvz0VlWAhRsmpFN1nV+gaz" +
      "LW/41d5RcB9baJH+fbITeiQxEA/67Po6qdPIgCACEBFgAAAHQv5aPgIycBe10ANxlAAjEm0Xct9jWE9n78Q43i/TejiiJuA42Mg+RvXxd8ZZul" +
      "OaZq3ldcuDjP5oGsMAlIFAHg9VVT5vX5aODguFA/9J68L7b1UrUnXCk7EWS3pqDa/1EbNlENCgl71TZoVHTcD3wjCg0XbuGc6xvViscqZTFt7I" +
      "z1b+meJ4DnfQfXFsg/EkDGK+bVcYb75UjL2fJpgBTylzuWnmJFs/CiKBuXcikSYNHNw3Fue4YOicnQQN9xrlRGawb84DrDPI9CKNOW/7jmpUPv" +
      "DQ9EopBLF6GoQl9rqS/X8m5GYpjDUf8FEC37073gsr9ZkScvfPVdvERv2cSjCS+Bh7yMjWousSI2HSGKNKa7E/R2XFFXtRt9eoCM+Huk49Uu6D" +
      "Z4jQHou4yisKbsrlxPCdLhbiw1hwB68LMEIljynnCOi8880HgZ7Y8GeGa/1ReI60ixAOwaKL2r2MwIgWBfnEMN0rg7iagGi620XvkmcZTCDcLz" +
      "XvcljNAgHiBfsS0IAAAA8EK1RGAWUDsCACEBFgAAAHQv5aPgIycBrV0AN5mABkG+Dk2mYN2vUSRTK72EdXELBaG7rJsln0RD6BaH+ij7qGYVVz" +
      "eRSxMidVI76YOQqagDUSfwp7OVKS7yJl+HoxnZDxklsogVIKcz4xzbppHpQqaRmi5C6wIaOn/eabxo0BVUSBqqtagt0ldZzQVOc/JYaioXFZ7l" +
      "PKIC/i0Kl1vWC/ctrQcAU7/PSo7iiYqxRn4g1xDK9ZF7Ew6yyxcBwOgfnO7a7PkBAGe0ref40wIV155iVcYdJP/qQYdU5VLebRVTpeT9RqRY83" +
      "qu1CFOuR8sXYmn2p344rvgAQ+rYIEMZypB5rjDXiy64pIYv4aPe+CRJ0wybeO7DqbI5KdgCk32V1OB1NGL6uhs1RNE8KVhzAOqgQENd8YraGoW" +
      "J7NVbLd1kOy5I+nUeQiHMxE0DTfNKO8yJOQqjbx4wNJxda5pZOeXAlIH3qhkc5IMpkQfqbKb+iSaggtETeoRAdFrXQCfFCxvgjPwNgjxqU2nuL" +
      "cwokE20E0DtBydwNxyiZZCaG0h73r22VkjSF3rcqOPU6EuMF5u2RaaG2Qav+ry/XpEPA4rcD36jsJTAAAAAIi+pFdQdi+BAgAhARYAAAB0L+Wj" +
      "4CMnAR9dABiNwmWADH/AqavSmw7zVo1yj+F0SgMPSuHjPyIjFQ6VWwUvLj17wp1cd6D0A/5SnvCLchM3k6S+F6gdBPXNPPGvf8XdqrbMjgZj58" +
      "tkNovcnCeTYwbyDv0u3b8Gj3nX5HBqAtmVfJfbCRBWnsDgrbfAhUbagQLKj9KcB2aSQgsABFmrM6kWHaojRJhCrUyzdhJCYzMpzQEecH+Hso0n" +
      "ElOkUA48hHTLa5Xhc20juPB13jUYWmxZuc1NZGS5omdvjgOvcjJNoo3FBRZO9L81aR44SK95ps6bxeKXwDGCruqOwi3CCpZC9bhvT1BCHpiXZn" +
      "/33nWc77vexT4X8VzJDFblwdUeh4HUb2ZJlBdUJv+QkocuR4xi4nAIkK+b30MGAAAnOuA1VukNKAIAIQEWAAAAdC/lo+AjJwElXQAajQMhbNC7" +
      "iHSgTJlRJjPLvgJnv3LAT+3POUZSck8zyLRjpgOSwAOEFEvN1nLYTS25seHSYciNGs4/4ZUpZxr3iVs3NW3lS0mDW4nZGKww7UBQm/h68RhEkL" +
      "5N/qQ3isTglycYHgazuQSPK68OEHsq9rOWYyjxEh8g/7+V8jbUYIaOHFTAqY+risdIX9Iu3IxczwVswp1NYF3BSvcxac5Dvh9QczmR6hcjrkVB" +
      "9yZKMG5YCybiwhCksAoQ8BGcRFHEM9sImsxNMnqKxIH89TOaG4imb1ColhKojG6eY11en4HX6U9zCZZyE7KEzprG6ZH/avejrNnuE4ztJRV95W" +
      "pk3MaNoJvwUI67bpxMlWMbIRU87I29m4eRn0B07VctwhQVMQzCAAAAAADqX6nGgi96ZQIAIQEWAAAAdC/lo+AHYQCMXQAcjIJmtIvYt3SgTJlR" +
      "JjPLvgJnv3LAT+3PM57eT3OnbPWwQ4M8hzIpKm97AoMabIep+SKSoGlUiyT2wknXFcA/sCYq4M7qzlBupwPRceYJM9wlKOUxjnfkXjtCYwBFqh" +
      "HOHFwCOIR8mBbN5S1IRNsg9FyEUDL13CqImJ9a2v8dA04Rb/jx9+XE4fpMAADarsbQa0z93wAGrAOoRpcDqEbJA6hGuwKoRsECqEaoAeIOAABc" +
      "PYKXAlWqqwcAAAAABFla",
  ),
  x86: bytesOf(
    "/Td6WFoAAAFpIt42AgEEACEBFgANhjUf4AY/BMtdAHQ7W94PADSQPEYHr+ujiIeBO+i5AO20u+Z6fsWydIFrnxh6VVvn8SKsEEzdkWqo5svNoP" +
      "l3hflIPvYASfoU0Iv54NfTSbFRAQu9OJAR63iCL5W+H7H2uGHi2h2A2KCS6b2mdnNyRiKmRsnyVkG9av9blz0dpU5Kn9L6OMkxOuKCsKDjh61S" +
      "kcgRMhLtDkquiu8eeDHOEXRdsKh9Bs063yv9M1RQ9A95z3sln49xfvbpYwivlOPzcz822qu5FggWCjoEg5GVQyQAfE2LVKOKrCyv/EwMKg1Gai" +
      "rSoYMuxLCVk+j29PUuO6txsk8XdI4IWaoCZaAIpKeMB+Q5QVxUjfuqrBOXP6MH6VAHiTXsrWh8mQPbyZxTi/q+Q+CrhXQIqL1Mi8OvgsE3ST4Q" +
      "zy0Ne8kxEYH+kPs9lgW8GxW3RT9Oo75hs6Rx5ndlRP1Jo5UMy9TNxM/lGBaqiD9wzYiooPks8OPu4xBg6xRcgAqjt+VDcNF0xnixpx6fd1E/du" +
      "pV3yPXOmyYy8vjAdepVY1Sjbsp3WKs+865d7530Kbmz/M24Y0ysFFP9iYJ0Y+XcRVUaCvtu0gG9UN2ht7PvY0UG3uTwNje1vo3r3bk+8yVzmHe" +
      "+2GVRkxmJ7Y6FH02XmnP1DAzgq+A7wBIRDZtxLTVNzBh6gYK/WX4apmlIEPjK9Gd3aNxBwdRjeeVa/GWuFV/Y2jd7f1x7+AGC0nu2YchnuVx3X" +
      "caVE+j54Ie0KirdaYnWhbd+SRKeaToRexPZKpLwMK2THceAF0cjeTgjn9JuzEJBauH3KQbnqUMNKyoQBKJFBQ6gmh/306mvP6b6qwFJMWXeSzV" +
      "lzT5dL8NMCSLPcIOLrFyJEbN6W1JFusufOOsdjevAlQskCRQGLLgubXh+PO9TYiFeeNK4QtDUuqF0+fh5C0EC+/xEI611astKnbBQa79ar3WtT" +
      "Xg+ns9XY+mM1SZhrKomwt2ldxi6xyJAdkLJYwXu5FVnLhaF0qleHZEuZu43xWNo+phrba3YsT6d/HHrzjI6nmJGMXDQh4qTkOS0Ecr8JMyqX1v" +
      "sJGO8qzdy4TVRbI0RsFRIfN9eiJvlO0Kw5F0RzLGin9I5s7qKXGpdcm2AS/LVDVBaHm2+NLlcaVAj4RYG7tdU9xXaAtqNEInEB8eDKAT8m3gvE" +
      "BpBEhZyniZpAZrGEu1hOtYH6EDYJMhSQeZQ83iRdBvprXCzlTEFw3lwfgQHdZ9rFWXCyImGJjFF6I9xGU4toJGuTdxmdzh45HpjuWXKkqVcawk" +
      "tzpBPOqnmwokcZtYNN4xBid0fejap3U6AOHnc2+e1/BN4ws9C8iVB9oaP7c4ffrFUilStmNuYMR9krcFE50ACqPNzMblDTyTF43kYVuCQnyFl/" +
      "MYNLi2GccZp0qsGfGrglrbXekjpd2cVq+HB3C3PDWDyZcNIU7vyTPCTbdGD4jlfrnJJRhhariao7HbPweB17ULJNPNtu0aIdSpfpwvzeFs7uM5" +
      "TI99K/pyjjhxPvmDq8gSN90vh5n3lqidR59Ag2+VKAoo71SHtRg5TMCcPTcBtX1ssPbVmAm4i6i6fgVLWTQSBcQ7191LonA+sbLNGLa+D3VwsW" +
      "STNDbKLuY75cIYTXwVAk3HDk/J4gAAdQN+pAAB4wnADAAA4sjCIT4wDYsCAAAAAAFZWg==",
  ),
  x86At4096: bytesOf(
    "/Td6WFoAAAFpIt42AwEEBAAQAAAhARYAXLHI++AGPwTdXQB0Oz3RHgwVqm35jqGDOa4Q5eKGbc5DvUhQlgq0D/C7CyD1GlZYQO19sC+mWjE0mT" +
      "ReVzF0ycaCcWaIAC9juLNDCEay0SjdHDjcw2TUkx0EAvJ3rGUyuSlNExTRMJtqrIAVDyIw7CzfbGMPdL7Cws8eJ+u4PbTPDsNpo9yiBahPd/1k" +
      "JdPq+VuybTZ+PS0xpTgqfKRBfoJZMoZ2hktzLOEOo4mtQlWGEhbxazMeSrKchTjDEOdWFMMJTCYXiwyLfHTrqs5Zd42IIH1ttmCXWMWaoMNxiZ" +
      "5vRnTR9PhFatjxxesm+7vdmA0Y2fzNH+QXRjkObqcelTbjjAGGhGvTvzgdZq7s/0v4nGpbFoq2YUUrNNXxFOnurSAL8qhjdUy739ToXD4XnRAS" +
      "8ohTQ8BfNw12NmT+wwBq4jD63yLoOHc7Ub7Lix713lVTPexQHPaaPXBlp/31IvKO1/N6ebt5v+H72OZPMrx8O77Mnp9YOT6+Qe2Afh49whc+As" +
      "pa+lVjX67wVMofGk22q72XeO8/8QYo9yza1+OtMX7ZwiFb2xd19uQsuGKlC0SD4jbm1yPWN+GB2qd8oFJB6vfhxKxmyTCl1UbgJeizIcoUPmE1" +
      "jeD+fJaJuuJtavCzZNYGoG541DAGaSn7uOc+MMmacWX/1rhFfYvkjgneGTD6pfG0i4j0iQLDkii95EFROPV7ZRVHcXF4Y32jIFUEBdRMylphuB" +
      "isQZ/ws5K7fYY8+RAa7ivbEieu8kns5vYO2hVJKxyxfu17iO4QMw4miOwhheTBO3MsgoeNaHKxAaAyVJKtQM40vvy/blgx5YMLJVjKEtepr0a0" +
      "NM9TH6kvmM+6mRcs5n1bsRdKWkwHOCbsdUe2tPK/5w5fnEMVRYmKBlnAIpYEP36g59Ue3VWz8/y9KFln2CAD/ZLZyQdLwaA7RBZveizqWC+mY3" +
      "0YqThuwB37wpn/G4kuD/lWoDIVD6Gdmfq34BBz2gup0DUELy8RdL420OE+m2PeITx6uF+xfWmrdkAXlpJP5qNqG2gMsoMMco6NrC4RBbFaZuOS" +
      "Uc0ApjNjfQD41P603epc4IWcFO6oZtB4ZHwEagPgTMxNFijsRADYUaAhVlTsFs8yYQssnhEcXsUoPJlpGvunV6bgNRg+E7DmAbUVGC56hSFCFJ" +
      "IPYVo7cpzrCPVWq6cYT2Fi6UlQemP4klIcYdWY2Etmwc7AYjLihM/3k8u0zJUcYnFVzh2TU2eN9eLt0smXTsLBgR4WF0JEqT4odHJTQoKwHpZI" +
      "9hFcBwX5xmt+pVb70x62sShPsv6w67eQ+KuESKbF1kjCyDB/Ot1mmoVVGh5jjXStQSj4YN65cLMe2ylO2YwlnsrskqwYi4qZsThRIR8nWAy0P+" +
      "QUtIM5bI8N5YfB245kXw2S/UEmTHwT3W1m98KguZPHY9sXirRJ63JrxxbxOHzMK6rtUpA9ce2WMMemKgoyKnbrcO6Ny96KfqePyxq4YK40yj4N" +
      "rOv6MrG6Y9GdvN8yFzsbF3w8NIRYbTmbwZgYMrUcZ1MLBfGptAobTi5zAhzzNJKq99HPL6XxG4S8J7rhCi2jMDQq1jCygrFvTF0tfn4emWON/F" +
      "D8bV8mkK1Wnkfaz04fAg9ZTk7oZEy2RW+hQW5hbnropb+KTkM0sN9JhMIAAAAAdQN+pAAB+QnADAAAH+mPgz4wDYsCAAAAAAFZWg==",
  ),
  arm: bytesOf(
    "/Td6WFoAAAFpIt42AgEHACEBFgCj9KGZ4AY/BLFdAHRj+AIAbFMj/9dI8QjTdZ9xHcWG/D0k5aE6rzOBgVRvF1CEvnQyazeWKMWtRuYBAJtWjG" +
      "GyqZgOpgBYmNWpgrxWoj+xI1FLc13Qm0Rs7VBqmDgy+jcPWm5/MuWYfMHYLu3twkAnsGjiVQn9VuVZUC8qydlSPWEvtslzWhSLjeT0L/u74AZA" +
      "t09tYXhnqE3i/I7E9flkxFvXdDlFIdlCAhJp4J6I+fya3ZFpLnC8QuXEWvazh6JpXLBsHGHJiKqkB5j7uv0FltMBbrdPK4iQtMw5rAxrxlwNif" +
      "2omWPPDHbjI1zZvTun2fzo+6LxL2i2KXiCu9N2GECCeDpfaoS6x5wEJmU8IDs49ABMjYHNE/zP0XI9bHXvmHyJPuZYRLaKRyWMdJCzSnbWBMBM" +
      "0lSPN8BZnK4DHggEz0d80bXl7w2ylbHHEU/5M5TFCJZTxQk8JKjM2QTXNqvZMFneRt2CgGfyiszkcR9sFxdBOVODNalxcq5o3feCTm88kccM1Z" +
      "+ApRH3xKjpNdZa62hKzafDG28gD6Hc92/Fa1K9fr+qgsmpbAe+7VJdEHdseO97bE5m4sLGrK/prFhkGKXJ4yi/sVJQrnFG8sc6ZUbBlEmF+bjL" +
      "Z7iLAAFfoh8rFV0z0U7ng1ys9gOQZ3mq1hcYSKa+z+DtTjd6RP1XDE7FX/QZYX9COUYB6RM+OJYz73IwwNkxayrJmlJfbrfQZwvBDnuabC09Nj" +
      "OXVq8tCiiaaMCT/CiGaijayKziexxyZm68/k0QNpqrExZcR7fHw7qXc1fKci1mIGlxQeTtvtuw2GFwKQZXH4YGLOGiJoy/JpYWxdOTmXffk6NS" +
      "uFdApyIzUd/mVN3OdWxd2LTNwcMzro2NOv6TxFdWSA5d6CEper0YsYlEoJ9FI+SSCxNAflS1JWs+sWc9DOmmoNN44ygG1fLcHW/Qx4Q7ByzEJd" +
      "n6UiqFUciosUazIJs4rEE9RdLnkVu5e+a/jdV4nuUgR3t0A1pN4FLuQVbkNI3v742Fd7eMOlxWx2FhGblKwCkqoFbkxvSpKR3TutG5nILQpU1u" +
      "FNqCflMrug20j089gtS7ks51f5WaHFoo2b82RbzvfE+PQkwZHlRHy7h8FZpV/+JLFvFBGFDp0yFrLL5/dNmvD3G3/+GZPZkUYa/aUDk/go1Z21" +
      "jNMi8W1NBV2QYR5lP8RF4Ma3A9X+UwEpfR1rvZiRlg3M2lZnZXBgVg6A5Q0t+brtOn0SiBIoHui0wkUIY1AC9SHOiBd6mxLIZkrOV4OVypWelN" +
      "IqI9cef6VXBFNbCMw8JPFnPgdrTRV5IcUTpaY00Pu9Lyu876OEt1v8LebNUmLTlprZxH5Unx9NlfvPaQptTHKEsfp4+4Jrdy0t9ep7GfRto3Uj" +
      "IjBGQ2+A752CJcYWlbOzJMpwiNKoCDYehlzRSjEOTv8EpzGhrfQuja5nKmM1zUFzfEgRdurK/Ghm6tIkln4U2GkYjVcajReL0WgDQ0hHe8z1dz" +
      "HQRi/Gvs1mUwcskgVSXjaK6sWgnFQysAvdsksa6UlaMIGsypoNzILBlv9ia8/ObnT1WupMaJAW0dqIli/xd+AMYPAKPdCdOgri0rwgAAAAAAdQ" +
      "N+pAAByQnADAAAsu71hz4wDYsCAAAAAAFZWg==",
  ),
  stored: bytesOf(
    "/Td6WFoAAAFpIt42AgAhARYAAAB0L+WjAQJXPF6BtAxexo4Eo0Bsl9Y8+9xTrog3GhJRIbWVYUPA7i1V+2OMd/7gtvX5J1+vKX4sl99UBPM71A" +
      "ZiC1ghz2glnMvuAgf/zXRkq/e7fWol5r+ilIkNa5DyVsZG6fBubloFqb9xf9dIAFmpFEs3PsWAnZP7ekz8uKBzmR7w0wIxjwSPeXRxBK7zvIHO" +
      "WaP3TMeVlCMGkNYUCvU5UktvwFQ9GrGshXxiA7MV3aace7Q9rllincHM/MxO2BmmCRIwvk6q12rUZp8Pl1F6HwAc52OZgE5/8xZGyX16v95xqz" +
      "CaIv5cTUEYO2DswijCo4lZyWODP2GZq2K4oJ/Gx/vO8leNQC9vYp6OQ/MdyxzXaCTCWMKtYmHnzw2vbtwvVbL6qdWD1G+CKsLO33tdvSUBt+E6" +
      "fagjr0/i/JpzxeddNCGFtrlkcp4P1dnZWuo6RkPWAT/c0MmdiMKBQ51WxyvTlihgvIkeaMeZ//6bkywrwJc+D+la//Vea1iAPnupB7LXD3ZHhK" +
      "BG77SgXoOMLvWtZ/rIkhLxN8CuBRsPMmxtm7z/D/oop1JHoeH9vB7i++QD2PyqVFGYvy/N1CqP8Q74bf+3W9xmWrStqtNSpuvJ44DDsOYSVQCU" +
      "Z7pcD7Yh0NpnWG3RnZXfP/qnzreU8x3MROdd4dG2CZigmlqi5OXM83ybpan6cBkVgEfOwG2m62QKtfEZrLIFS/z/aClnK02c0JpGEha28IYHv6" +
      "anyrVYFePjzvFPC/dQb0AVT6Hn1tHdbasiqaoCBy8HIAlX1MHuMGnIr/4FlmzAduMkAGipPZYAAewE2AQAAE6QurM+MA2LAgAAAAABWVo=",
  ),
  sha256: bytesOf(
    "/Td6WFoAAArh+wyhAgAhARYAAAB0L+Wj4LcpBDtdADYaSh8IoCYDTQad+LKlrLJNQFfd3NomKaxOKbr4yvSpRZhV9LNGfQzT5CLy3H7uBVBp/P" +
      "fPTsC/DIoXFfqIHlWazC7RvQGh1mTCFM9fuOGw5/uZRSybukdSPYKt2Hh4aePOystlLaROJBnTrDKa48L+cHJLNjaHx4C5Rp5+LJMAFvZbvbVp" +
      "YTRb7bXozukFdfde+FgkR5zaMvmfFzBu7s3uTG6wv/el7faIMbVw15kkssZ4cUFARiw96TDDIsvl9Zv2ut/H69yUlQmp5qO8GrDwrkvC3/eMS/" +
      "u+F8IRPNGRf2ttY/uvTaS7aSkh3KrPQKZzgrHcW69OrVF6lprZAviokv0qmh0O2cPadjHsQZkM68sibikuBJfkb6cZrRnk5mBUMhc5ND88ktEQ" +
      "b/G1H4ouoWWbEP4MRzTdRtsATuDO/xG/zI/Z7sDfhJQmldO1+GMd+HApPUUidgQ0iU1yxxIcLvANhXToplET/+0wvvz0VlWAhRsmpFN1nV+gaz" +
      "LW/41d5RcB9baJH+fbKNoSOK1aKqZOU0tjYp6eOa1Ti5NlA7JmylJHksVTm8uJ9dkX7iOj69MpspqwqNcHdEL+tAIzTzmkov7tpevMJDtN50DY" +
      "4iTMtfMfuEwOhehfFCXYubUEJCEtqfg2bAtPhOjovVKAWdAQdN4ucLo7wc6CbDltBmIthqWn1HplZSTWFgPJQoHG4MeukCCtpx/Mda9/SOtPcy" +
      "PCE1RRhs14b20de53t/UDc+Sb7pNG5X6Hgb+X0SXhi47fAnNdDrO7AkxX/n8pg2O0JtjcoXvSaG72EQ0LHj/a3iOiyXN4wO3z8t7jAkSqWy/WA" +
      "nRh7g6rXjVPYoSJBeUztnq8iKQdiEWSHr1kj05rZfeIN5N8YrsuUv337uZ6+FDmdamo1a6XtAVlZDXHWj16tFOvsfHQoITwm7h8kki8DzHNrmC" +
      "1n/QRjiz3LfyuvkcyUNafb2DhP6bXTcjhivlSFfoPKf5jHEzqXP9YTO6daNSf/iwq7hHIvJgsYF/Ro0c/Q8KwsMvj5iT0XIy3yf7XKEPrujpfm" +
      "AtuCbmIp9dRFqr4Np3n274CjPLRvLX4RXViAFBTddNPA0ctHaunuinjHxGs4Rq7PBEdqpsxfmNI4nKR536zunF89XT1jOLnKYJ4MotetShvMAf" +
      "cBMlkvBIwXN4yUBzXZuM26Up/LwzpsAIrimBzeJeDPlAjPTOgWx3kiNgUwyNMc4GsaEHcziAYS3yYV+zbStZpYNVU9di53/6ew2HZqWTQDrN5a" +
      "wdPNWhdu699PkrLNpKPmd/VeQwxICrBrGRJpV0drulKHbqi89K91lQsTWDWsjhOzGYFghJ344dtCIdBY8jEQs4Ru6ysbHOLJCJdKvq9XaS9dyg" +
      "p+Kua4OY5uJy2G3HfdIE/nwYLYaVlXEtK46MvNLN7BmfN/PURQwyaLIAAAbS1/GQBg1IaiGGOwb6XCEFQZTrvVemRBlhr3Zbl0rPoAAe8Iqu4C" +
      "AAJQq6e26d8cAgAAAAAKWVo=",
  ),
  delta: bytesOf(
    "/Td6WFoAAATm1rRGAgEDAQAhARZ5IMTu4LcpCuNdADY/PK96aAcrLYNspJs5E1B/BeKzXOSaryr+Nx+sUN8PzG8uryzscnawCW51IvbRyv+2Fu" +
      "seNMkx9R9QMYcw4EpGYwZ47mAm85YXKfCymAffilzw4YkGK6bLAUy0i/x00eEXw4RXB1CfyNA6GN7hWnxNymVkMGke1294VGFrjxLuzVoR2n9E" +
      "icsbC7FnEf4r8Y8gcypvQ60uYf2PLxTdjHWTFbyQu+aPVspSLWeWidbvQv5RspIkQg+f0e4YjBtYX2HbObvGVgw9j4brpHFWYQEyALl1Zx42Vb" +
      "CLngyyx0AKEBatiMQ0/UMTiDM6a9pc9Gfxwaf6vMSmU7n8jsNOa35lunNUSQnOPabTgDVUQMtLem6GM3beu+7gV0nkpR7BnduSuxgPEl3pkSAf" +
      "CRWhwpBZTDME0Z75rM18x9cd04oquZdHpxs2y7tTbryVw0CftKoFN2CbdQ4+PtqnoQQFFoT8tBywjgPMQ4bKk/yxNyUz1i3qIKggSDIq3DrRyV" +
      "JQsPUexOW1w9Xhd04yFeuz+A7g5Hr7DpfPNWBfTPSia4uANe41MYhYSxijfBG8D+HcBTzX6/D2IaTJPwOYJqdqIn/bAyoFeCvbvOhwT+ptXRSM" +
      "N7nv36eghpMUlp3tSuAkPSQ9OftZKCxrlJm3VTbkVAEoXYNArUme749rjYkA1x27nYm/KvC+N82cnxV8YPTlovYRlAK6iiLsr9INYW5MX2bCJz" +
      "xqz7+MbuVTA/636YoA1pEBp/Q0N12NrluX3/nSEqSdFh9lXPWhioFHokLqMejlsCz79U0YNl8Id1VDb3dg6xUrN8PhfJ0p4ADCUsFgBaya1gwD" +
      "/YobzCVENyjqZefqfTjAEKVam+AbIECmiQdzZJGj9oEaVpjE6KvZ3VV+GW/g1Vl+oecYP6vwN3iZATRFyvEEVAwmoEiClGQppnHwmAXuCUJPyc" +
      "dz3Y0Ozvsl69D8BhglKLaU3a9Tg0mGIeLlCSbEViN90kSK4QICWWfcMEsF8Zgh7WCK/Wox//Y5LjrbpEfNBFOmrAEK68YwMLwbTfMJZsQn7d38" +
      "nYyqUvrzGh/JKEYw5Ks0DdJkwJaqCAQu8e8KqGXSZVwfjenB7hkW8L5yRu5chqw6AarljqwtxMsTrsxt0jw1ztPQI3N39DcVvXbb/vv8HQVUEE" +
      "J84gYLOrJ3FMVjql1RlRKSmk8kMCbNgE8iErrk9nEkoWei/YisOis2rsoa4wgFTHVyHhkNQnJv149HXOf08IdO4UPZK5Yz+jWrrnNwIQW0XDbZ" +
      "EPH8S5pRGBLpFdTQ3E2/ZcP3yaxSvbSKkIA/qDL97o4IAzjSYirWjvHeQUa3cUty6mHDfZz4nXJ6qbOmn8kWekEGoJ4yTDHLPIlQyMnKDwT26t" +
      "MHwAggZE0NCuHwCyCvu9FU8r/LJyQFllyQvNtct+R8LRuYLTTV9/EHa7CRBtOJRkEGWqQr0HhnpzTxcU4nH1Tz0ylxuyeEhsjMcky1isz7eQSv" +
      "Z577Wjdd4zVBhs/YBFLDBACqbWdthkdgeQ5oZL2b85qTx2b6Pdv1BlU0bCvjUuvOFCT2LIfW9bb6DrT0U8PaKTtz19Fcuc2L0RUh+LZUk3asV7" +
      "XqtTBfAeDgLa11xXaaAIKU/y8Vo+ureTpN67v5kkcff1D7O7nAd5B4tV8g9mTTZQhRdXVihxuiHs24RlhJSaKkQg5CQ5bBOXLxhSA55LO9q0Z1" +
      "z5cf5XCl7jxdqT9xGVVrWM1W9F6by5wpiEJQ+sygGYG7srlDAQs03YdDNfFrHblLVGicC4zUiQbO1WMEzA+bJGga1CAR75H100zV3/nA9fmWCv" +
      "rD7dGAeDGIfxgGrzEon7pPnmTcGo8pTJT+iQ3GHGmDpmvGiDaEJA0Q4nT6fiUE9uH+KN76OrF5qpXcQYuRa77JMukY8IHe9OOupw192appp8Z1" +
      "iAG2AStfeGngu+Lik/4EbNNjuiLyCl5rgRTQEUJBfCx5uzTTYev1h6xhe+IjFxbMitcNNfOMTQBnx+99HBUCsB779Ex5wRuW+qXVy0+Dsq3rUx" +
      "mrw/+tjRU2MEnlQYfMAkaM9dwJK9MXXxNioAQ22XthL8BX6leymaajf/SnC+yDKS1d98n5680n01a96LWbYHn66ctJ1fZbbRj5OTcfcFJCI+Ry" +
      "T286XOyLwavuWTrqUCWrmp2b9jpx7NdwrGyJw22pBi4Wx4S2PFLQJ82eRKmC8v+YnpxnA13ZpP7SifguLtHqRRHabEQn0tFNiVYYEwwajsh378" +
      "vGSNklG8x0sUMFpmsRVDp5DfDRe4nCXPOCyKAE+bsBoATqg9FjDKPBN5+iKBKH+EA4NKoRKjM9//8IoG4uZNhrVP86zI7qH62fO5VTNayFcu7u" +
      "moiL44z58vYpwWFxA5aUVo5KCQbYdcU4GvrMYtRmaoPV0+EhV30rddO1vsHNt+drpxxXwA8R+w1j0WZfyAgxYTOlmBMVkp4yW8GIaFRdNo9zaT" +
      "kVeHn2yeUG4yx3m1d8Eb4qKPUA7DtLFCwEdJ11G3zxM11ZffLDvdwF8k5rCTvZj8WXaBbyaEtjNJbexLegQxL3YBr/vh0/mukSMlCqRM4w51zg" +
      "MbHb1VPYL960KccCJrzGdWq76d7Tgupo/FGC2k4XJJz3323WbKtsvMEeJa90XOOwuLZuBQcjt0Rim74WLlby/bd6vXLBa1DrS/HQ/nBi62TCvo" +
      "qF1CbGtT7deoWGLUKznVGSC2z0lGWTe+5OFNasrx9pgf1Rblm0PwjbfXpCjnN0pv1cV35qUih5CSX7XBhXTsxLdOImagYKj9BsaB/7ThWQ97AM" +
      "5ERC2v6WCpFtVmQweQdKInNxKDyEMtowPQFXPvaSrEKdnYkLrZSf4SSckflmmD9+MoQJx+ws8MXOZlpRQxY8n4yuCOLRgDmjc/olhzPohz/v7D" +
      "lyR+Z+oSmJJ7T9/8G46PZOm6tDDdpefdB+iA1D+U5IWV9rgL1+kyV7E87eEXjAcEVRRLkN11HUm+njM5gzMuRYzoq/MpBk+s3MoAWovitMzoDK" +
      "5CahwBK4cZ80h83MGa4LgjOR69aC//vXQxQSuEAdZO+j7lxAyZqsAuaNJnY5PdihPcvWFzXTtgDgUBgaJWr83Hru00Uv84cN9fx067nEn6/ILZ" +
      "39MZ6jgtRBCzinte511AAkfql6FBcjdiNJKry5Byq6ECLYd+SOYd7B3l8DCWFj8iHArC4a1aUVnSOXfgzHNCheCUy9Cn7xg6hLR60OxfDLqBZf" +
      "lhel3xtp5ujlMBv2tKVQPVIuNlHO+VLq6yT9eC6aHiEO0J41PiK/Wr3HXZRyhJszZ6WL2LFpNI5nvM+6fnhcciB1Qo15+mOXoX+K8Bpc/qbrA/" +
      "8QL0dfo5z3fwkRKlBYDLyjqZLIuFF4q5RrmpsZYyIb1mdBuHB+SDEvN1+1ZKhgZbic2V8leYtZsfjpPlwCzJlObD9/V+WUKd+RLXqXIpu2IzKR" +
      "M2i8fykbiSfDwPMOhcdJbGJORjUgLe3SOxvlowFm3Ij59mepAeKWCEzy4DgcOLcKZsHIk0u7Nj2iC0sRto0a1eezshBeiK9pM0WDvZmrcJY0GQ" +
      "ZVkrTTnQxpuZLmJOqFSS3CUE5g3YqLRaJWn/eUAW7TXRUkw8wobgpUvKbqGgSxmboz7vN5AkyzZVxpdTxd+Axs80yLuhgxurghczYoYaQAKhjj" +
      "PNuZnrWi491Asc6yAAAASR98JpreVFIAAf8Vqu4CAKoBDTyxxGf7AgAAAAAEWVo=",
  ),
} as const;

/** sampleText(200) by `lz4 -l`. */
export const LZ4_LEGACY = bytesOf(
  "AiFMGOUDAADxBmxpbmUgMCBvZiB0aGUgc2FtcGxlChUAHzEVAAEfMhUAAR8zFQABHzQVAAEfNRUAAR82FQABHzcVAAEfOBUAAR85vQACD9MAAw" +
    "/UAAIfMdUAAh8x1gACHzHXAAIfMdgAAh8x2QACHzHaAAIfMdsAAh8x3AACHzLcAAIfMrABAw/cAAIfMtwAAh8y3AACHzLcAAIfMtwAAh8y3AAC" +
    "HzLcAAIfMtwAAh8z3AACHzPcAAIfM40CAw/cAAIfM9wAAh8z3AACHzPcAAIfM9wAAh8z3AACHzPcAAIfNNwAAh803AACHzTcAAIfNGoDAw/cAA" +
    "IfNNwAAh803AACHzTcAAIfNNwAAh803AACHzXcAAIfNdwAAh813AACHzXcAAIfNUcEAw/cAAIfNdwAAh813AACHzXcAAIfNdwAAh823AACHzbc" +
    "AAIfNtwAAh823AACHzbcAAIfNiQFAw/cAAIfNtwAAh823AACHzbcAAIfN9wAAh833AACHzfcAAIfN9wAAh833AACHzfcAAIfNwEGAw/cAAIfN9" +
    "wAAh833AACHzjcAAIfONwAAh843AACHzjcAAIfONwAAh843AACHzjcAAIfON4GAw/cAAIfONwAAh853AACHzncAAIfOdwAAh853AACHzncAAIf" +
    "OdwAAh853AACHzncAAIfObsHAw+8BwQPvQcDHzC+BwMfML8HAx8wwAcDHzDBBwMfMMIHAx8wwwcDHzDEBwMfMMUHAx8w5gADD6MIBQ/mAAMPpQ" +
    "gED6YIBA+nCAQPqAgED6kIBA+qCAQPqwgED6wIAx8xrQgDLzEyigkED+YAAw+wCAMfMbEIAx8xsggDHzGzCAMfMbQIAx8xtQgDHzG2CAMfMbcI" +
    "Ax8xuAgDLzEzcQoED+YAAw+7CAMfMbwIAx8xvQgDHzG+CAMfMb8IAx8xwAgDHzHBCAMfMcIIAx8xwwgDLzE0WAsED+YAAw/GCAMfMccIAx8xyA" +
    "gDHzHJCAMfMcoIAx8xywgDHzHMCAMfMc0IAx8xzggDLzE1PwwED+YAAw/RCAMfMdIIAx8x0wgDHzHUCAMfMdUIAx8x1ggDHzHXCAMfMdgIAx8x" +
    "2QgDLzE2Jg0ED+YAAw/cCAMfMd0IAx8x3ggDHzHfCAMfMeAIAx8x4QgDHzHiCAMfMeMIAx8x5AgDLzE3DQ4ED+YAAw/nCAMfMegIAx8x6QgDHz" +
    "HqCAMfMesIAx8x7AgDHzHtCAMfMe4IAx8x7wgDLzE49A4ED+YAAw/yCAMfMfMIAx8x9AgDHzH1CAMfMfYIAx8x9wgDHzH4CAMfMfkIAx8x+ggD" +
    "LzE52w8EB+YAUG1wbGUK",
);

/** sampleText(200) by `zstd -19`. */
export const ZSTD = bytesOf(
  "KLUv/QRoHQgABtQpFZArrQEoXOPbvLs97723lFKm+P4HJy0AJQAaAHd3d3d3ZmZmZmZVVVVVVURERERE/x9TyFlRwOCwQAgYgUGhESAoAkdgkD" +
    "AcAv//fzwej8fj8Xg8nnPOOeecY4wxxhhjTCmllFJKKYQQQgghhAT33nvvvfdaa6211lpba6211lorpZRSSimlAed5nud5nudpmqZpmqZpmmVZ" +
    "lmVZlmVJkiRJkiRJkgGAyKgREPr9O9BTdREkBD9CIPEDV0uzs7mZWVtVzc3M1mZqbXE60Psczauc5G2c4h0O8AsACACAAAAIAIAAAAjUN7yrG7" +
    "hrG9qVDey6hvUVDBMYJpjJWhEgVVklgVE=",
);
