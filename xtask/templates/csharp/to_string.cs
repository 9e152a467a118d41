
        /// <summary>The members that are set; no secrets.</summary>
        public override string ToString()
        {
            var shown = new Shown("{{ class }}");
{%- for field in fields %}
            shown.{{ field.shown }};
{%- endfor %}
            return shown.ToString();
        }
