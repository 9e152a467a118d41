using System;
using System.Collections.Generic;
using System.Linq;

namespace Edgegap.Sdk.Samples.VersionManager
{
    /// <summary>The manifest to publish, its plan, and the progress of applying it.</summary>
    internal sealed class PublishForm
    {
        private readonly List<string> _lines = new List<string>();
        private bool _isWaiting;

        /// <summary>Path of the manifest. In an editor it starts in the project's folder.</summary>
        internal string Manifest = "edgegap.toml";

        /// <summary>Variables of the manifest, <c>TAG=b42 VERSION=1</c>.</summary>
        internal string Variables = "";

        /// <summary>The plan that can be applied; null if there is none.</summary>
        internal Plan Plan { get; private set; }

        /// <summary>The plan, then the steps that were done.</summary>
        internal IReadOnlyList<string> Lines => _lines;

        /// <summary>Returns the variables by their names.</summary>
        internal Dictionary<string, string> Set() => Variables
            .Split(new[] { ' ' }, StringSplitOptions.RemoveEmptyEntries)
            .Select(variable => variable.Split(new[] { '=' }, 2))
            .GroupBy(parts => parts[0])
            .ToDictionary(parts => parts.Key, parts => parts.Last().ElementAtOrDefault(1) ?? "");

        /// <summary>Shows a plan, which can be applied if it changes something.</summary>
        internal void Show(Plan plan)
        {
            Clear();
            _lines.AddRange(plan.ToString().Split('\n'));
            Plan = plan.Counts.Calls > 0 ? plan : null;
        }

        /// <summary>Shows a step. A wait replaces the one before.</summary>
        internal void Show(Step step)
        {
            if (_isWaiting)
            {
                _lines.RemoveAt(_lines.Count - 1);
            }
            _isWaiting = step is WaitingStep;
            _lines.Add(step.ToString());
        }

        /// <summary>Returns the plan and forgets it: it is applied once.</summary>
        internal Plan Take()
        {
            Plan plan = Plan;
            Clear();
            return plan;
        }

        /// <summary>Forgets the plan, for example because its manifest changes.</summary>
        internal void Clear()
        {
            Plan = null;
            _isWaiting = false;
            _lines.Clear();
        }
    }
}
