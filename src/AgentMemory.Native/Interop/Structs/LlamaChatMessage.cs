using System.Runtime.InteropServices;

namespace AgentMemory.Native;

/// <summary>struct llama_chat_message: two zero-terminated UTF-8 texts.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LlamaChatMessage
{
    internal byte* Role;
    internal byte* Content;
}
