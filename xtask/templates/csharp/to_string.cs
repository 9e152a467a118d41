
        /// <summary>The fields that are set, with secrets redacted.</summary>
        public override string ToString()
        {
            var text = new ToStringBuilder("{{ class }}");
{%- for property in properties %}
            text.{{ property.shown }};
{%- endfor %}
            return text.ToString();
        }
