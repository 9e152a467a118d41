
        /// <summary>The fields that are set, with secrets redacted.</summary>
        public override string ToString()
        {
            var shown = new Shown("{{ class }}");
{%- for property in properties %}
            shown.{{ property.shown }};
{%- endfor %}
            return shown.ToString();
        }
