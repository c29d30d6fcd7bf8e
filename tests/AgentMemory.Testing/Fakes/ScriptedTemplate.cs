using AgentMemory.Core.Models;

namespace AgentMemory.Testing;

/// <summary>A chat template that is a function of the conversation.</summary>
public sealed class ScriptedTemplate(Func<TemplateRequest, string> render) : IChatTemplate
{
    public ToolCallForm? ToolCalls { get; init; }

    public string Render(TemplateRequest request, CancellationToken cancellation) => render(request);
}
