using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Fields.Knowledge;
using AgentMemory.Fields.Tasks;

namespace AgentMemory.Fields.Audit;

/// <summary>
/// Looks whether the fields of a family keep their promises, over many seeds: two engines agree on every key, every
/// level has items, no exam repeats practice, what is to be built stands nowhere, and nobody passes without reading.
/// What <c>agentmemory fields check</c> prints; the tests run the same at a smaller size.
/// </summary>
public static class FieldAudit
{
    private const int ItemsPerSheet = 40;
    private const int PracticeItems = 20;
    private const int ConceptsToCompose = 3;
    private const int FaultsTold = 5;

    /// <summary>Audits the fields of one family and size with the seeds from 1 on.</summary>
    /// <param name="family">A family's name.</param>
    /// <param name="concepts">N.</param>
    /// <param name="seeds">Number of fields.</param>
    /// <param name="cancellation">Looked at before every field and every item.</param>
    /// <param name="hasCommonNames">Whether things are called by everyday words.</param>
    /// <exception cref="UserErrorException">There is no such family, or N is out of range.</exception>
    public static FieldAuditReport Run(string family, int concepts, int seeds, CancellationToken cancellation, bool hasCommonNames = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(seeds);
        var blind = new BlindExam();
        var faults = new List<string>();
        var levels = new SortedDictionary<ItemLevel, int>();
        for (var seed = 1; seed <= seeds; seed++)
        {
            cancellation.ThrowIfCancellationRequested();
            var field = FieldCatalogue.Resolve(string.Create(
                CultureInfo.InvariantCulture, $"{family}?concepts={concepts}&seed={seed}{(hasCommonNames ? "&names=common" : "")}"));
            try
            {
                // Making a key throws where the two engines disagree.
                var exam = field.Paper(ItemsPerSheet, 1, cancellation).Items.Select(i => i.Item).ToList();
                blind.Sit(exam, [.. field.Paper(ItemsPerSheet, 2, cancellation).Items.Select(i => i.Item)]);
                faults.AddRange(FaultsOf(field, exam, cancellation).Select(fault => $"{field.Id}: {fault}"));
                foreach (var item in exam)
                {
                    levels[item.Level] = levels.GetValueOrDefault(item.Level) + 1;
                }
            }
            catch (KeyDisagreementException disagreement)
            {
                faults.Add($"{field.Id}: {disagreement.Message}");
            }
        }

        return new FieldAuditReport
        {
            Family = family,
            Concepts = concepts,
            Fields = seeds,
            Levels = levels,
            FaultCount = faults.Count,
            Faults = [.. faults.Take(FaultsTold)],
            Blind = blind.Results(),
        };
    }

    /// <summary>What is wrong with a sheet, against the field's own book and practice.</summary>
    private static IEnumerable<string> FaultsOf(Field field, List<FieldItem> exam, CancellationToken cancellation)
    {
        var practice = Enumerable.Range(0, PracticeItems).Select(Practised)
            .Concat(field.Textbook.Chapters.SelectMany(c => c.Exercises)).ToList();
        var practised = practice.Select(i => i.Fact).ToHashSet(StringComparer.Ordinal);
        var wording = practice.Select(Wording).ToHashSet(StringComparer.Ordinal);
        var book = field.Textbook.ToMarkdown();
        foreach (var level in Enum.GetValues<ItemLevel>().Except(exam.Select(i => i.Level)))
        {
            yield return $"no item of level {level}";
        }

        foreach (var item in exam)
        {
            if (practised.Contains(item.Fact) || wording.Contains(Wording(item)))
            {
                yield return $"practice asks it too: {item.Question}";
            }

            if (item.Level != ItemLevel.Recall && item.Choices is null
                && book.Contains(item.Question, StringComparison.Ordinal))
            {
                yield return $"the book asks it too: {item.Question}";
            }
        }

        foreach (var (item, fault) in exam.Concat(practice).SelectMany(i => FaultsOf(i).Select(f => (i, f))))
        {
            yield return $"{fault}: {item.Question}";
        }

        foreach (var item in exam.Where(i => IsGivenAway(i, field.Textbook.Facts)))
        {
            yield return $"the book states what is to be found: {item.Question}";
        }

        FieldItem Practised(int number)
        {
            cancellation.ThrowIfCancellationRequested();
            return field.ItemOfPractice((ulong)number);
        }
    }

    private static IEnumerable<string> FaultsOf(FieldItem item)
    {
        if (!item.Key.Accepts(item.Key.Right) || item.Key.Accepts("zzz") || item.Key.Accepts(""))
        {
            yield return "the key refuses its own answer or accepts any";
        }

        if (item.Floor is < 0 or > 0.5)
        {
            yield return $"guessing rate {item.Floor.ToString(CultureInfo.InvariantCulture)}";
        }

        if (item.Concepts.Count == 0 || item.Concepts.Distinct().Count() < item.Concepts.Count
            || (item.Level == ItemLevel.Compose && item.Concepts.Count < ConceptsToCompose))
        {
            yield return $"needs {item.Concepts.Count} concepts";
        }

        if (item.Choices is { } choices && (choices.Distinct(StringComparer.Ordinal).Count() < choices.Count
            || choices.Count < 2 || !choices.Contains(item.Key.Right)))
        {
            yield return "choices repeat themselves or lack the answer";
        }
    }

    // A recall item asks for what the book states; every other item for what it does not.
    private static bool IsGivenAway(FieldItem item, IReadOnlySet<string> stated) => item.Level == ItemLevel.Recall
        ? !stated.Contains(item.Fact)
        : stated.Contains(item.Fact) || stated.Overlaps(item.Unstated);

    private static string Wording(FieldItem item) => item.Question + string.Join('|', item.Choices ?? []);
}
