
        /// <summary>The fields that are set, with secrets redacted.</summary>
        public override string ToString()
        {
            var shown = new Shown("{{ class }}");
{%- for field in fields %}
            shown.{{ field.shown }};
{%- endfor %}
            return shown.ToString();
        }
